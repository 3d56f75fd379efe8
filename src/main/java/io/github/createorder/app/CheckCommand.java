package io.github.createorder.app;

import io.github.createorder.config.ConfigurationException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Tells every fault that would refuse the start. Starts nothing, changes nothing.",
            "Looks at properties, mappings, formats, tables, rights, product mapping, SFTP servers, data folder, ports and clock."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no fault", "2:faults, each with what to do"})
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<String> faults;
        try {
            faults = config.check(inspection -> {
                inspection.notes().forEach(note -> out.println(speech.of("note   %s", speech.say(note))));
                return inspection.faults();
            });
        } catch (ConfigurationException e) {
            faults = e.faults();
        }
        faults.forEach(fault -> out.println(speech.of("FAULT  %s", speech.say(fault))));
        out.println(
                faults.isEmpty()
                        ? speech.of("Nothing stands in the way of a start.")
                        : speech.of("%d fault(s): it would not start.", faults.size()));
        return faults.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }
}
