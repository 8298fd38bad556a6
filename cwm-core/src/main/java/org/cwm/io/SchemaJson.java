package org.cwm.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cwm.schema.Column;
import org.cwm.schema.Domain;
import org.cwm.schema.Schema;
import org.cwm.schema.Transform;

/** The entry {@code cwm.schema}: name, domain and transform of each column. */
final class SchemaJson {

    private static final String KIND = "kind";
    private static final String REAL = "real";
    private static final String BOUNDED = "bounded";
    private static final String STANDARDISE = "standardise";
    private static final String LOGIT = "logit";

    private SchemaJson() {}

    static Map<String, Object> encode(Schema schema) {
        List<Object> columns = new ArrayList<>();
        for (int d = 0; d < schema.dimension(); d++) {
            Column column = schema.columns().get(d);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", column.name());
            json.put("domain", encode(column.domain()));
            json.put("transform", encode(schema.transforms().get(d)));
            columns.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("columns", columns);
        if (schema.conditions() > 0) {
            json.put("conditions", schema.conditions());
        }
        return json;
    }

    private static Map<String, Object> encode(Domain domain) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (domain instanceof Domain.Real) {
            json.put(KIND, REAL);
        } else if (domain instanceof Domain.Bounded b) {
            json.put(KIND, BOUNDED);
            json.put("lower", b.lower());
            json.put("upper", b.upper());
        } else {
            throw new IllegalArgumentException("domain: " + domain + " has no form in format 1");
        }
        return json;
    }

    private static Map<String, Object> encode(Transform transform) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (transform instanceof Transform.Standardise s) {
            json.put(KIND, STANDARDISE);
            json.put("location", s.location());
            json.put("scale", s.scale());
        } else if (transform instanceof Transform.Logit l) {
            json.put(KIND, LOGIT);
            json.put("lower", l.lower());
            json.put("upper", l.upper());
            json.put("margin", l.margin());
        } else {
            throw new IllegalArgumentException("transform: " + transform + " has no form in format 1");
        }
        return json;
    }

    static Schema decode(Fields fields) throws ModelFileException {
        List<Column> columns = new ArrayList<>();
        List<Transform> transforms = new ArrayList<>();
        for (Fields column : fields.objects("columns")) {
            columns.add(new Column(column.string("name"), domain(column.object("domain"))));
            transforms.add(transform(column.object("transform")));
            column.end();
        }
        int conditions = fields.has("conditions") ? fields.integer("conditions") : 0;
        fields.end();
        return new Schema(columns, transforms, conditions);
    }

    private static Domain domain(Fields json) throws ModelFileException {
        String kind = json.string(KIND);
        Domain domain =
                switch (kind) {
                    case REAL -> new Domain.Real();
                    case BOUNDED -> new Domain.Bounded(json.number("lower"), json.number("upper"));
                    default -> throw json.error("unknown kind '" + kind + "'");
                };
        json.end();
        return domain;
    }

    private static Transform transform(Fields json) throws ModelFileException {
        String kind = json.string(KIND);
        Transform transform =
                switch (kind) {
                    case STANDARDISE -> new Transform.Standardise(json.number("location"), json.number("scale"));
                    case LOGIT ->
                        new Transform.Logit(json.number("lower"), json.number("upper"), json.number("margin"));
                    default -> throw json.error("unknown kind '" + kind + "'");
                };
        json.end();
        return transform;
    }
}
