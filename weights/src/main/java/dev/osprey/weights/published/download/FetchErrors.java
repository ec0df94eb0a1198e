package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;

/**
 * Errors about files that cannot be downloaded. Most messages end with how to get the file by hand.
 */
public final class FetchErrors {
  private final RemoteFile remote;
  private final Path file;

  public FetchErrors(RemoteFile remote, Path file) {
    this.remote = remote;
    this.file = file;
  }

  private String byHand() {
    return "Or download the file in another way and put it at " + file;
  }

  public UserError offline() {
    return new UserError(
        "weights "
            + remote.name()
            + " are not on this machine, and downloads are off (--offline or OSPREY_OFFLINE). On a"
            + " machine with a network, download "
            + remote.address()
            + " ("
            + ByteText.of(remote.approximateBytes())
            + ") and put the file at "
            + file
            + "; or run once without these settings");
  }

  public UserError damaged(ContentDigest digest, long size) {
    return new UserError(
        file
            + ": these are not the weights "
            + remote.name()
            + ": the SHA-256 begins with "
            + digest.beginning()
            + ", not with "
            + remote.digits()
            + ". The file is damaged, incomplete ("
            + ByteText.of(size)
            + "; the publisher's has "
            + ByteText.of(remote.approximateBytes())
            + ") or another file. Delete it to download it again from "
            + remote.address());
  }

  UserError wrongContent(ContentDigest digest, long size) {
    return new UserError(
        remote.address()
            + ": the received file is not the publisher's: the SHA-256 of its "
            + ByteText.of(size)
            + " begins with "
            + digest.beginning()
            + ", not with "
            + remote.digits()
            + ". It was removed. Try again, if necessary on another network: a proxy may have"
            + " changed the file. "
            + byHand());
  }

  UserError tooLong(long bytes) {
    return new UserError(
        remote.address()
            + ": the received file is not the publisher's: it has "
            + ByteText.of(bytes)
            + " or more, the publisher's has "
            + ByteText.of(remote.approximateBytes())
            + ". It was removed. Try again, if necessary on another network. "
            + byHand());
  }

  UserError page(String type) {
    return new UserError(
        remote.address()
            + ": the server sent a web page ("
            + type
            + ") instead of the file. It may be from a proxy or from a network that requires a"
            + " login: open the address in a browser. "
            + byHand());
  }

  UserError untrusted(Exception cause) {
    return new UserError(
        remote.address()
            + ": the server's certificate is not trusted ("
            + cause.getMessage()
            + "). If a company's proxy reads https, give its certificate to Java"
            + " with -Djavax.net.ssl.trustStore=FILE. "
            + byHand(),
        cause);
  }

  UserError gaveUp(TemporaryFailure failure, long present) {
    return new UserError(
        remote.address()
            + " cannot be downloaded: "
            + failure.getMessage()
            + ". Check the network, and the proxy if there is one (https_proxy, or"
            + " -Dhttps.proxyHost and -Dhttps.proxyPort), and try again"
            + (present > 0 ? "; " + ByteText.of(present) + " were received and are kept" : "")
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
          "the server or a proxy refuses access to the file; ask the administrator of the network";
      case 404, 410 ->
          "the publisher no longer has the file there; a newer Osprey may know where it is";
      case 407 ->
          "the proxy does not accept the user and password: set them in https_proxy"
              + " (http://user:password@host:port)";
      default -> "the server does not send the file";
    };
  }
}
