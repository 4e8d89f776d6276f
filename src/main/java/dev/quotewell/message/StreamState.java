package dev.quotewell.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the groups of a stream have come.
 *
 * @param length how many entries it keeps
 * @param groups in the order of their names
 */
public record StreamState(String stream, long length, List<Group> groups) {

    /**
     * One who reads all of the stream.
     *
     * @param lag entries that were not given to it yet
     * @param lagIsAtLeast there may be more: Redis did not tell, and they were counted up to a bound
     * @param pending entries that it was given and has not acknowledged
     * @param oldest the age of the oldest entry that it has not acknowledged; null when there is none
     * @param members in the order of their names
     */
    public record Group(
            String name,
            long lag,
            boolean lagIsAtLeast,
            long pending,
            @Nullable Duration oldest,
            List<Member> members) {

        public Group {
            members = List.copyOf(members);
        }

        /** What it has not acknowledged, given to it or not. */
        public long unacknowledged() {
            return lag + pending;
        }

        private Group with(Group other) {
            Map<String, Member> all = new TreeMap<>();
            members.forEach(member -> all.merge(member.name(), member, Member::with));
            other.members.forEach(member -> all.merge(member.name(), member, Member::with));
            return new Group(
                    name,
                    lag + other.lag,
                    lagIsAtLeast || other.lagIsAtLeast,
                    pending + other.pending,
                    older(oldest, other.oldest),
                    List.copyOf(all.values()));
        }
    }

    /**
     * A consumer of a group.
     *
     * @param idle since it last asked
     */
    public record Member(String name, long pending, Duration idle) {

        private Member with(Member other) {
            return new Member(name, pending + other.pending, idle.compareTo(other.idle) < 0 ? idle : other.idle);
        }
    }

    public StreamState {
        groups = List.copyOf(groups);
    }

    /** The partitions of a stream as one. */
    public static StreamState together(String stream, List<StreamState> partitions) {
        long length = 0;
        Map<String, Group> groups = new TreeMap<>();
        for (StreamState partition : partitions) {
            length += partition.length();
            partition.groups().forEach(group -> groups.merge(group.name(), group, Group::with));
        }
        return new StreamState(stream, length, new ArrayList<>(groups.values()));
    }

    /** The age of the oldest entry that some group has not acknowledged; null when there is none. */
    public @Nullable Duration oldest() {
        Duration oldest = null;
        for (Group group : groups) {
            oldest = older(oldest, group.oldest());
        }
        return oldest;
    }

    private static @Nullable Duration older(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) > 0 ? one : other;
    }
}
