package dev.osprey.weights.published.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The response to one GET request, whose body is read as it arrives. Interrupting the thread that
 * waits for it cancels the request, which a blocking socket by itself does not support. Closing it
 * drops the connection, so that an endless body is not read to its end.
 */
public final class ResponseChannel extends AbstractInterruptibleChannel
    implements ReadableByteChannel {
  private final HttpGet request;
  private @Nullable ClassicHttpResponse response;
  private @Nullable InputStream body;

  private ResponseChannel(HttpGet request) {
    this.request = request;
  }

  /** Sends the request and waits for the headers of the response. */
  public static ResponseChannel open(CloseableHttpClient client, HttpGet request)
      throws IOException {
    ResponseChannel channel = new ResponseChannel(request);
    try {
      channel.send(client);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void send(CloseableHttpClient client) throws IOException {
    boolean done = false;
    begin();
    try {
      response = client.executeOpen(null, request, null);
      HttpEntity entity = response.getEntity();
      body = entity == null ? InputStream.nullInputStream() : entity.getContent();
      done = true;
    } finally {
      end(done);
    }
  }

  public int status() {
    return response().getCode();
  }

  /** Returns the value of a header; empty if the server did not send it. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(response().getFirstHeader(name)).map(Header::getValue);
  }

  /** Returns the size of the body in bytes; empty if the server does not state it. */
  public OptionalLong length() {
    HttpEntity entity = response().getEntity();
    return entity == null || entity.getContentLength() < 0
        ? OptionalLong.empty()
        : OptionalLong.of(entity.getContentLength());
  }

  private ClassicHttpResponse response() {
    if (response == null) {
      throw new IllegalStateException("the request was not sent");
    }
    return response;
  }

  /**
   * Reads some bytes of the body into a buffer that has an array.
   *
   * @return −1 at the end of the body
   * @throws java.net.SocketTimeoutException if no byte came within the timeout of the socket
   * @throws org.apache.hc.core5.http.ConnectionClosedException if the body is cut short
   */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int count = -1;
    boolean done = false;
    begin();
    try {
      count =
          body == null
              ? -1
              : body.read(
                  buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      done = true;
    } finally {
      end(done);
    }
    buffer.position(buffer.position() + Math.max(0, count));
    return count;
  }

  @Override
  protected void implCloseChannel() {
    request.cancel();
  }
}
