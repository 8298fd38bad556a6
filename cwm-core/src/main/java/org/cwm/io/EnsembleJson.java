package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.MixtureEnsemble;

/**
 * The entry {@code cwm.architecture} of an ensemble. One mixture is written as itself ({@link ArchitectureJson}); of several
 * {@code members} holds their architectures, and their tensors are named {@code member.m.} and then as usual.
 */
final class EnsembleJson {

    private static final String MEMBERS = "members";

    private EnsembleJson() {}

    private static String prefix(int m) {
        return "member." + m + ".";
    }

    static Map<String, Object> encode(MixtureEnsemble ensemble) {
        List<ClassifierWeightedMixture> members = ensemble.members();
        if (members.size() == 1) {
            return ArchitectureJson.encode(members.get(0));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(MEMBERS, members.stream().map(ArchitectureJson::encode).toList());
        return json;
    }

    /** The parameters as tensors. */
    static List<Tensor> tensors(MixtureEnsemble ensemble) {
        List<ClassifierWeightedMixture> members = ensemble.members();
        if (members.size() == 1) {
            return ArchitectureJson.tensors(members.get(0));
        }
        List<Tensor> all = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            for (Tensor t : ArchitectureJson.tensors(members.get(m))) {
                all.add(t.named(prefix(m) + t.name()));
            }
        }
        return all;
    }

    /**
     * The ensemble.
     *
     * @param fields of the entry
     * @param tensors all parameters, in order
     */
    static MixtureEnsemble decode(Fields fields, List<Tensor> tensors) throws ModelFileException {
        if (!fields.has(MEMBERS)) {
            return MixtureEnsemble.of(List.of(ArchitectureJson.decode(fields, tensors)));
        }
        List<Fields> architectures = fields.objects(MEMBERS);
        fields.end();
        if (architectures.size() < 2) {
            throw fields.error(architectures.size() + " members, must be at least 2");
        }
        List<ClassifierWeightedMixture> members = new ArrayList<>();
        int at = 0;
        for (int m = 0; m < architectures.size(); m++) {
            List<Tensor> own = new ArrayList<>();
            while (at < tensors.size() && tensors.get(at).name().startsWith(prefix(m))) {
                Tensor t = tensors.get(at++);
                own.add(t.named(t.name().substring(prefix(m).length())));
            }
            members.add(ArchitectureJson.decode(architectures.get(m), own));
        }
        if (at < tensors.size()) {
            throw fields.error("tensor '" + tensors.get(at).name() + "' belongs to no member");
        }
        return MixtureEnsemble.of(members);
    }
}
