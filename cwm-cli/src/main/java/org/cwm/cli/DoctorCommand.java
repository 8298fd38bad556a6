package org.cwm.cli;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cwm.kernel.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code cwm doctor}: what this machine offers. */
@Command(name = "doctor", description = "Shows which Java, kernels, processors and memory are used, and why.")
@SuppressWarnings("NullAway.Init") // the parser fills the fields
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    private Main main;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        Backend backend = Backend.get();
        Runtime runtime = Runtime.getRuntime();
        long physical = physicalMemory();
        String launcher = System.getProperty("cwm.launcher", "not started by the launcher");
        boolean vectorModule =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        if (json.json) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("version", Version.number());
            o.put("java", System.getProperty("java.version"));
            o.put("javaVendor", System.getProperty("java.vendor"));
            o.put("javaHome", System.getProperty("java.home"));
            o.put("launcher", launcher);
            o.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            o.put("backend", backend.kernels().name());
            o.put("lanes", backend.kernels().lanes());
            o.put("backendReason", backend.reason());
            o.put("vectorModule", vectorModule);
            o.put("processors", runtime.availableProcessors());
            o.put("maxHeapBytes", runtime.maxMemory());
            o.put("physicalMemoryBytes", physical);
            o.put("pictures", pictures());
            json.print(main.terminal(), o);
            return ExitCode.DONE;
        }
        PrintStream out = main.terminal().out();
        out.println("cwm         " + Version.number());
        out.println("Java        " + System.getProperty("java.version") + " by " + System.getProperty("java.vendor")
                + " in " + System.getProperty("java.home"));
        out.println("Launcher    " + launcher);
        out.println("System      " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println("Kernels     " + backend.kernels().name() + ", "
                + Numbers.plural(backend.kernels().lanes(), "float") + " at once: " + backend.reason());
        out.println("Processors  " + runtime.availableProcessors());
        out.println("Memory      " + gigabytes(runtime.maxMemory()) + " of heap at most"
                + (physical > 0 ? ", " + gigabytes(physical) + " in the machine" : ""));
        out.println("Pictures    " + pictures());
        return ExitCode.DONE;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }

    private static long physicalMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : -1;
    }

    /** Whether letters can be drawn: some systems have Java, but no fonts. */
    private static String pictures() {
        try {
            var g = new java.awt.image.BufferedImage(8, 8, java.awt.image.BufferedImage.TYPE_INT_RGB).createGraphics();
            g.setFont(new java.awt.Font(java.awt.Font.SANS_SERIF, java.awt.Font.PLAIN, 12));
            String font = g.getFont().getFontName(Locale.ROOT);
            int width = g.getFontMetrics().stringWidth("cwm");
            g.dispose();
            return width > 0 ? "can be drawn, letters in " + font : "can be drawn, but the font has no letters";
        } catch (RuntimeException | Error e) {
            return "can't be drawn: " + e + "; install fontconfig and a font";
        }
    }
}
