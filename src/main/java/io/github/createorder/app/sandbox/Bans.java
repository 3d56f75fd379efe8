package io.github.createorder.app.sandbox;

import java.util.ArrayList;
import java.util.List;

/** When the app was banned, and who called nevertheless. */
final class Bans {

    /** What a refused call is told: a fixed text, or how long it still lasts. */
    private record Current(long fromMillis, long untilMillis, String subCode, String subMsg) {}

    private final List<Ban> past = new ArrayList<>();
    private Current current;
    private long postsDuring;
    private long lastPostMillis;
    private volatile long untilMillis = Long.MIN_VALUE;

    /** Calls out a ban and gives its answer. One that runs already is not made longer or shorter. */
    synchronized TopError start(long nowMillis, long seconds, String subCode, String subMsg) {
        if (!isOn(nowMillis)) {
            keep();
            current = new Current(nowMillis, nowMillis + seconds * 1000, subCode, subMsg);
            postsDuring = 0;
            lastPostMillis = 0;
            untilMillis = current.untilMillis;
        }
        return answer(nowMillis);
    }

    boolean isOn(long nowMillis) {
        return nowMillis < untilMillis;
    }

    /** Counts a call that came while a ban was on. */
    synchronized void called(long nowMillis) {
        postsDuring++;
        lastPostMillis = nowMillis;
    }

    /** The answer to a call, or null when there is no ban. Seconds are rounded up: whoever waits them out is free. */
    synchronized TopError answer(long nowMillis) {
        if (!isOn(nowMillis)) {
            return null;
        }
        TopError usual = TopError.banned(current.subCode, (current.untilMillis - nowMillis + 999) / 1000);
        return current.subMsg == null
                ? usual
                : new TopError(usual.code(), usual.msg(), usual.subCode(), current.subMsg);
    }

    synchronized void end(long nowMillis) {
        if (isOn(nowMillis)) {
            current = new Current(current.fromMillis, nowMillis, current.subCode, current.subMsg);
            untilMillis = nowMillis;
        }
    }

    synchronized List<Ban> all() {
        List<Ban> all = new ArrayList<>(past);
        if (current != null) {
            all.add(currentBan());
        }
        return all;
    }

    synchronized void forget() {
        past.clear();
        current = null;
        untilMillis = Long.MIN_VALUE;
    }

    private void keep() {
        if (current != null) {
            past.add(currentBan());
        }
    }

    private Ban currentBan() {
        return new Ban(current.fromMillis, current.untilMillis, postsDuring, lastPostMillis);
    }
}
