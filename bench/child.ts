/** A side that runs in a process of its own and answers each order with one message. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export class Child<Order, Answer, Greeting = unknown> {
  readonly process: ChildProcess;
  /** What it said when it was ready. */
  greeting!: Greeting;
  #ended = false;

  private constructor(process: ChildProcess) {
    this.process = process;
    process.once('exit', () => {
      this.#ended = true;
    });
  }

  /** Starts the script, and answers when it has said that it is ready. */
  static async start<Order, Answer, Greeting = unknown>(
    script: string,
    options: { env: Record<string, string>; execArgv?: string[] },
  ): Promise<Child<Order, Answer, Greeting>> {
    const child = new Child<Order, Answer, Greeting>(
      fork(script, [], { env: { ...process.env, ...options.env }, execArgv: options.execArgv ?? [] }),
    );
    child.greeting = (await child.#answer()) as Greeting;
    return child;
  }

  async order(order: Order): Promise<Answer> {
    this.process.send(order as object);
    return (await this.#answer()) as Answer;
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    this.process.send('stop');
    await once(this.process, 'exit');
  }

  async #answer(): Promise<unknown> {
    const gone = new AbortController();
    const exit = once(this.process, 'exit', { signal: gone.signal }).then(([code]) => {
      throw new Error(`A side of the bench ended with ${code}.`);
    });
    try {
      return (await Promise.race([once(this.process, 'message', { signal: gone.signal }), exit]))[0];
    } finally {
      gone.abort();
      exit.catch(() => {});
    }
  }
}
