package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;

/** Error messages about files that cannot be fetched. Each ends with the manual way. */
public final class FetchErrors {
  private final RemoteFile remote;
  private final Path file;

  public FetchErrors(RemoteFile remote, Path file) {
    this.remote = remote;
    this.file = file;
  }

  private String byHand() {
    return "Or fetch the file in another way and put it at " + file;
  }

  public UserError offline() {
    return new UserError(
        "weights "
            + remote.name()
            + " are not on this machine, and it works offline (--offline or OSPREY_OFFLINE). On one"
            + " with a network, fetch "
            + remote.address()
            + " ("
            + ByteText.of(remote.approximateBytes())
            + ") and put the file at "
            + file
            + "; or let it be fetched once without these");
  }

  public UserError damaged(ContentDigest digest, long size) {
    return new UserError(
        file
            + ": these are not the weights "
            + remote.name()
            + ": the SHA-256 begins with "
            + digest.beginning()
            + " and not with "
            + remote.digits()
            + ". The file is damaged, incomplete ("
            + ByteText.of(size)
            + "; the publisher's has "
            + ByteText.of(remote.approximateBytes())
            + ") or another one. Delete it, and it will be fetched from "
            + remote.address());
  }

  UserError wrongContent(ContentDigest digest, long size) {
    return new UserError(
        remote.address()
            + ": what came is not the publisher's file: the SHA-256 of its "
            + ByteText.of(size)
            + " begins with "
            + digest.beginning()
            + " and not with "
            + remote.digits()
            + ". It was removed. Try again, on another network if it stays so: a proxy may change"
            + " what passes. "
            + byHand());
  }

  UserError tooLong(long bytes) {
    return new UserError(
        remote.address()
            + ": what comes is not the publisher's file: it has "
            + ByteText.of(bytes)
            + " or more, the publisher's has "
            + ByteText.of(remote.approximateBytes())
            + ". It was removed. Try again, on another network if it stays so. "
            + byHand());
  }

  UserError page(String type) {
    return new UserError(
        remote.address()
            + ": a web page came ("
            + type
            + ") and not the file. A proxy, or a network that wants a login first, may have put it"
            + " there: open the address in a browser. "
            + byHand());
  }

  UserError untrusted(Exception cause) {
    return new UserError(
        remote.address()
            + ": the server's certificate is not trusted ("
            + cause.getMessage()
            + "). A company's proxy that reads https has a certificate of its own: give it to Java"
            + " with -Djavax.net.ssl.trustStore=FILE. "
            + byHand(),
        cause);
  }

  UserError gaveUp(TemporaryFailure failure, long present) {
    return new UserError(
        remote.address()
            + " cannot be fetched: "
            + failure.getMessage()
            + ". Check the network, and the proxy if there is one (https_proxy, or"
            + " -Dhttps.proxyHost and -Dhttps.proxyPort), and try again"
            + (present > 0 ? "; " + ByteText.of(present) + " have come and are kept" : "")
            + ". "
            + byHand(),
        failure);
  }

  UserError status(int status) {
    return new UserError(
        remote.address() + ": " + meaning(status) + " (status " + status + "). " + byHand());
  }

  private static String meaning(int status) {
    return switch (status) {
      case 401, 403 ->
          "the server refuses the file, or a proxy on the way does; ask whoever runs the network";
      case 404, 410 ->
          "the publisher no longer has the file there; a newer Osprey may know where it is";
      case 407 ->
          "the proxy wants another user or password: write them into https_proxy"
              + " (http://user:password@host:port)";
      default -> "the server does not give the file";
    };
  }
}
