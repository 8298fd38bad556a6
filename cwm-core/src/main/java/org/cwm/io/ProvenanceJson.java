package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.fit.HistoryPoint;
import org.cwm.fit.Provenance;
import org.cwm.fit.Score;

/** The entry {@code cwm.provenance}; the learning curve column by column. */
final class ProvenanceJson {

    private ProvenanceJson() {}

    static Map<String, Object> encode(Provenance p) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("library", p.library());
        json.put("origin", p.origin());
        json.put("dataHash", p.dataHash());
        json.put("train", encode(p.train()));
        json.put("validation", encode(p.validation()));
        json.put("backend", p.backend());
        json.put("options", p.options());
        json.put("history", encode(p.history()));
        json.put("stopReason", p.stopReason());
        return json;
    }

    private static Map<String, Object> encode(Score s) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", s.rows());
        json.put("emStart", s.emStart());
        json.put("end", s.end());
        json.put("gainStandardError", s.gainStandardError());
        return json;
    }

    private static Map<String, Object> encode(List<HistoryPoint> history) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", history.stream().map(HistoryPoint::step).toList());
        json.put("epoch", history.stream().map(HistoryPoint::epoch).toList());
        json.put("train", history.stream().map(HistoryPoint::train).toList());
        json.put("validation", history.stream().map(HistoryPoint::validation).toList());
        json.put(
                "learningRate", history.stream().map(HistoryPoint::learningRate).toList());
        return json;
    }

    static Provenance decode(Fields json) throws ModelFileException {
        Provenance p = new Provenance(
                json.string("library"),
                json.string("origin"),
                json.string("dataHash"),
                score(json.object("train")),
                score(json.object("validation")),
                json.string("backend"),
                new TreeMap<>(json.object("options").strings()),
                history(json.object("history")),
                json.string("stopReason"));
        json.end();
        return p;
    }

    private static Score score(Fields json) throws ModelFileException {
        Score s = new Score(
                json.integer("rows"), json.number("emStart"), json.number("end"), json.number("gainStandardError"));
        json.end();
        return s;
    }

    private static List<HistoryPoint> history(Fields json) throws ModelFileException {
        int[] step = json.integers("step");
        double[] epoch = json.numbers("epoch");
        double[] train = json.numbers("train");
        double[] validation = json.numbers("validation");
        double[] rate = json.numbers("learningRate");
        json.end();
        if (epoch.length != step.length
                || train.length != step.length
                || validation.length != step.length
                || rate.length != step.length) {
            throw json.error("columns of different lengths");
        }
        List<HistoryPoint> points = new ArrayList<>();
        for (int i = 0; i < step.length; i++) {
            points.add(new HistoryPoint(step[i], epoch[i], train[i], validation[i], rate[i]));
        }
        return points;
    }
}
