import { Groups } from '../base/groups.ts';
import type { Frame } from './frame.ts';
import type { Stream } from './stream.ts';
import { type Grade, gradeInPerson, wholeOrEntering } from './viewer.ts';

/** The streams of one organization by what they may see, so that an event costs only its receivers. */
export class Viewers {
  readonly #readingAll = new Set<Stream>();
  readonly #readingLog = new Set<Stream>();
  readonly #byDepartment = new Groups<string, Stream>();
  readonly #byAgent = new Groups<string, Stream>();
  readonly #streams = new Set<Stream>();

  has(stream: Stream): boolean {
    return this.#streams.has(stream);
  }

  add(stream: Stream): void {
    const { viewer } = stream;
    this.#streams.add(stream);
    if (viewer.readsLog) this.#readingLog.add(stream);
    if (viewer.readsAll) this.#readingAll.add(stream);
    else for (const id of viewer.departments) this.#byDepartment.add(id, stream);
    if (viewer.agentId !== null) this.#byAgent.add(viewer.agentId, stream);
  }

  delete(stream: Stream): void {
    const { viewer } = stream;
    if (!this.#streams.delete(stream)) return;
    this.#readingLog.delete(stream);
    this.#readingAll.delete(stream);
    for (const id of viewer.departments) this.#byDepartment.delete(id, stream);
    if (viewer.agentId !== null) this.#byAgent.delete(viewer.agentId, stream);
  }

  /** Everybody who is shown the event, each with how much of it. The same answer as `gradeFor`, found from the other side. */
  receiversOf(frame: Frame): { readonly grade: Grade; readonly streams: readonly Stream[] }[] {
    const groups: { grade: Grade; streams: Stream[] }[] = [];
    const take = (streams: ReadonlySet<Stream> | undefined, grade: Grade | null): void => {
      if (streams === undefined || grade === null || streams.size === 0) return;
      const group: Stream[] = [];
      for (const stream of streams) {
        if (stream.stamp === frame.position) continue;
        stream.stamp = frame.position;
        group.push(stream);
      }
      if (group.length > 0) groups.push({ grade, streams: group });
    };
    const { departments, agents } = frame.audience;
    if (departments.length === 0 && agents.length === 0 && !frame.isOfConversation) {
      take(this.#readingLog, 'whole');
      return groups;
    }
    take(this.#readingAll, wholeOrEntering(frame));
    if (frame.enters !== null && frame.enters !== '*') take(this.#byDepartment.get(frame.enters), 'entering');
    for (const id of departments) take(this.#byDepartment.get(id), frame.enters === '*' ? 'entering' : 'whole');
    for (const id of agents) take(this.#byAgent.get(id), gradeInPerson(frame));
    return groups;
  }
}
