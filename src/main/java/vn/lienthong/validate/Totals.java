package vn.lienthong.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Aggregate;
import vn.lienthong.contract.Aggregate.Kind;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.State;

/**
 * The aggregates of one record, gathered as its rows are read. A broken value makes those that read it unknown, and
 * rules over them are not asked: the value has its own error. For one thread.
 */
final class Totals {
    private final Term[][] termsOf;
    private final State[] state;
    private final long[] value;
    private final boolean[] overflown;

    /** Compiled aggregates: immutable, for many threads. */
    static final class Plan {
        private final List<Aggregate> aggregates;
        private final List<@Nullable Field> fields = new ArrayList<>();
        private final List<@Nullable RuleExpression> wheres = new ArrayList<>();
        private final int tables;

        /** @param languages of each table, without aggregates */
        Plan(Contract contract, List<RuleLanguage> languages) {
            aggregates = contract.rulebook().aggregates();
            tables = contract.tables().size();
            for (Aggregate a : aggregates) {
                Table table = contract.tables().get(a.table());
                Field field = a.field() == null ? null : table.field(a.field());
                if (field == null && a.kind() != Kind.COUNT) {
                    throw new IllegalArgumentException("aggregate " + a.name() + ": there is no field " + a.field());
                }
                fields.add(field);
                wheres.add(a.where() == null ? null : compiled(a, a.where(), languages.get(a.table())));
            }
        }

        private static RuleExpression compiled(Aggregate aggregate, String where, RuleLanguage language) {
            try {
                return language.compile(where);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("aggregate " + aggregate.name() + ": " + e.getMessage(), e);
            }
        }

        Totals newTotals() {
            return new Totals(this);
        }
    }

    private record Term(int index, Kind kind, int field, @Nullable RuleExpression where, @Nullable RowKeys different) {}

    private Totals(Plan plan) {
        int n = plan.aggregates.size();
        state = new State[n];
        value = new long[n];
        overflown = new boolean[n];
        List<List<Term>> byTable = new ArrayList<>();
        for (int t = 0; t < plan.tables; t++) {
            byTable.add(new ArrayList<>());
        }
        for (int i = 0; i < n; i++) {
            Aggregate a = plan.aggregates.get(i);
            Field field = plan.fields.get(i);
            RowKeys different = a.kind() == Kind.DISTINCT && field != null ? new RowKeys(field) : null;
            byTable.get(a.table())
                    .add(new Term(i, a.kind(), field == null ? -1 : field.index(), plan.wheres.get(i), different));
        }
        termsOf = byTable.stream().map(l -> l.toArray(Term[]::new)).toArray(Term[][]::new);
        begin();
    }

    /** Forgets the record before. */
    void begin() {
        Arrays.fill(state, State.SOUND);
        Arrays.fill(value, 0);
        Arrays.fill(overflown, false);
        for (Term[] terms : termsOf) {
            for (Term term : terms) {
                if (term.kind == Kind.MIN || term.kind == Kind.MAX) {
                    state[term.index] = State.ABSENT;
                }
                if (term.different != null) {
                    term.different.clear();
                }
            }
        }
    }

    /** A row of that table cannot be read. */
    void unreadable(int table) {
        for (Term term : termsOf[table]) {
            state[term.index] = State.REJECTED;
        }
    }

    /** Takes the row that the evaluation is at. */
    void add(Evaluation e) {
        RowValues row = e.row;
        for (Term term : termsOf[row.table()]) {
            RuleExpression where = term.where;
            if (where != null) {
                if (readsBroken(where, e)) {
                    state[term.index] = State.REJECTED;
                    continue;
                }
                if (!where.holds(e)) {
                    continue;
                }
            }
            if (term.kind == Kind.COUNT) {
                value[term.index]++;
            } else if (row.sound(term.field)) {
                take(term, row);
            } else if (row.state(term.field) != State.ABSENT) {
                state[term.index] = State.REJECTED;
            }
        }
    }

    private static boolean readsBroken(RuleExpression where, Evaluation e) {
        List<Variable> reads = where.reads();
        for (int i = 0; i < reads.size(); i++) {
            State s = reads.get(i).state(e);
            if (s != State.SOUND && s != State.ABSENT) {
                return true;
            }
        }
        return false;
    }

    private void take(Term term, RowValues row) {
        int i = term.index;
        long v = row.value(term.field);
        boolean first = state[i] == State.ABSENT;
        switch (term.kind) {
            case SUM -> {
                long sum = value[i] + v;
                overflown[i] |= ((value[i] ^ sum) & (v ^ sum)) < 0;
                value[i] = sum;
            }
            case MIN -> value[i] = first ? v : Math.min(value[i], v);
            case MAX -> value[i] = first ? v : Math.max(value[i], v);
            case DISTINCT -> {
                RowKeys different = term.different;
                if (different != null) {
                    var unused = different.number(row);
                    value[i] = different.size();
                }
            }
            case COUNT -> value[i]++;
        }
        if (first) {
            state[i] = State.SOUND;
        }
    }

    /** SOUND, ABSENT (a least or greatest of nothing), or REJECTED. */
    State state(int aggregate) {
        return state[aggregate];
    }

    long value(int aggregate) {
        return value[aggregate];
    }

    /** The sum has no room: reading it is an error. */
    boolean overflown(int aggregate) {
        return overflown[aggregate];
    }
}
