package io.github.createorder.app.sandbox;

import java.util.List;
import java.util.Map;

/**
 * The sandbox's counts since its start, its journal's beginning or its last reset.
 *
 * @param posts requests to {@code /router/rest}, of any kind
 * @param accepted identifiers accepted
 * @param repeats accepted identifiers that came again with the same payload
 * @param repeatsAfterSuccess those of them whose success had been answered in full before
 * @param conflicts accepted identifiers that came again with another payload
 * @param changedBeforeAccept POSTs whose identifier had come before, not accepted, with another payload
 * @param refused error_responses by code and sub_code, without those that trouble made
 * @param bans bans called out
 * @param postsDuringBan requests that came while a ban was on
 * @param inFlight requests not answered yet
 * @param inFlightMax the most there were at once
 * @param strays requests to paths that are neither the gateway nor the admin endpoint, a followed redirect for one
 * @param troubles how often each kind of trouble was made
 * @param banList every ban with its times
 */
public record SandboxStats(
        long posts,
        long accepted,
        long repeats,
        long repeatsAfterSuccess,
        long conflicts,
        long changedBeforeAccept,
        Map<String, Long> refused,
        long bans,
        long postsDuringBan,
        int inFlight,
        int inFlightMax,
        long strays,
        Map<TroubleKind, Long> troubles,
        List<Ban> banList) {

    public SandboxStats {
        refused = Map.copyOf(refused);
        troubles = Map.copyOf(troubles);
        banList = List.copyOf(banList);
    }
}
