package org.cwm.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this program, as packaged. */
final class Version implements IVersionProvider {

    /** The version alone. */
    static String number() {
        String v = Version.class.getPackage().getImplementationVersion();
        return v == null ? "unpackaged" : v;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"cwm " + number()};
    }
}
