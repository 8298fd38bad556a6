package org.cwm.fit;

/** Name and version of this library. */
final class Library {

    static final String NAME_AND_VERSION = "cwm " + version();

    private Library() {}

    private static String version() {
        String v = Library.class.getPackage().getImplementationVersion();
        return v == null ? "unpackaged" : v;
    }
}
