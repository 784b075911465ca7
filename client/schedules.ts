import {
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleUpdateOptions,
} from '@temporalio/client';
import type { ServerCalls } from './server-calls.ts';

/** The schedules on a Temporal server: one call each. */
export class TemporalSchedules {
  readonly #calls: ServerCalls;

  constructor(calls: ServerCalls) {
    this.#calls = calls;
  }

  /** @returns false when there is one of this id already, which stays as it is */
  async create(options: ScheduleOptions): Promise<boolean> {
    try {
      await this.#calls.call(() => this.#client.create(options));
      return true;
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) return false;
      throw error;
    }
  }

  /** Undefined when there is none of this id. */
  async describe(scheduleId: string): Promise<ScheduleDescription | undefined> {
    return await this.#unlessMissing(() => this.#handle(scheduleId).describe());
  }

  /** @returns false when there is none of this id */
  async update(scheduleId: string, change: (before: ScheduleDescription) => ScheduleUpdateOptions): Promise<boolean> {
    return await this.#isThere(() => this.#handle(scheduleId).update(change));
  }

  /** Takes the action now, unless it is under way. @returns false when there is none of this id */
  async trigger(scheduleId: string): Promise<boolean> {
    return await this.#isThere(() => this.#handle(scheduleId).trigger(ScheduleOverlapPolicy.SKIP));
  }

  /** @returns false when there is none of this id */
  async pause(scheduleId: string, note: string): Promise<boolean> {
    return await this.#isThere(() => this.#handle(scheduleId).pause(note));
  }

  /** @returns false when there is none of this id */
  async resume(scheduleId: string, note: string): Promise<boolean> {
    return await this.#isThere(() => this.#handle(scheduleId).unpause(note));
  }

  /** @returns false when there is none of this id */
  async remove(scheduleId: string): Promise<boolean> {
    return await this.#isThere(() => this.#handle(scheduleId).delete());
  }

  get #client() {
    return this.#calls.client.schedule;
  }

  #handle(scheduleId: string) {
    return this.#client.getHandle(scheduleId);
  }

  async #isThere(call: () => Promise<void>): Promise<boolean> {
    const done = async () => {
      await call();
      return true;
    };
    return (await this.#unlessMissing(done)) ?? false;
  }

  async #unlessMissing<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await this.#calls.call(call);
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return undefined;
      throw error;
    }
  }
}
