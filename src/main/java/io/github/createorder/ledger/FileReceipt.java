package io.github.createorder.ledger;

/**
 * A receipt that is to be delivered: frozen, so that it is made alike however often it is made.
 *
 * @param fileId key of the file's row
 * @param fileName name of the file that it answers
 * @param number 1 for the answer to the whole file; 2 and more tell what has changed since
 * @param sha256 of the bytes that it was first made of; null when it has not been made yet
 * @param failures how often it could not be delivered
 */
public record FileReceipt(long fileId, String fileName, int number, String sha256, int failures) {
    /** The name that its own is made of: that of the file, and which answer it is where it is not the first. */
    public String answers() {
        return number == 1 ? fileName : fileName + "." + number;
    }
}
