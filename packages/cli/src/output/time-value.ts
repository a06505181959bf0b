import { type CivilTime, formatIsoTime, formatListTime, formatTime } from "../text/index.ts";

/** A time in lists: `Sun, 2026-11-22 17:10:39`, or by a `strftime` format given as its specification; ISO in JSON. */
export class TimeValue {
  readonly time: CivilTime;

  constructor(time: CivilTime) {
    this.time = time;
  }

  format(spec: string): string {
    return spec === "" ? formatListTime(this.time) : formatTime(this.time, spec);
  }

  iso(): string {
    return formatIsoTime(this.time);
  }
}
