/** Where lines and progress go. */
export interface Output {
  /** One line of the result. */
  line(text: string): void;
  /** Progress: written over itself on a terminal, otherwise a line from time to time. */
  progress: { readonly isTTY?: boolean | undefined; write(text: string): unknown };
}

const everyMs = { terminal: 200, elsewhere: 2_000 };

/** Tells how far the work is, until it is told that it is done. */
export class Progress {
  #done = 0;
  readonly #what: string;
  readonly #total: number;
  readonly #output: Output['progress'];
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  /** @param what with a verb: `conversations played` */
  constructor(what: string, total: number, output: Output['progress']) {
    this.#what = what;
    this.#total = total;
    this.#output = output;
    this.#timer = setInterval(() => this.#tell(), output.isTTY ? everyMs.terminal : everyMs.elsewhere);
  }

  step(): void {
    this.#done++;
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#output.isTTY) this.#output.write('\r\u001b[2K');
  }

  #tell(): void {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const rate = Math.round(this.#done / seconds);
    const text = `${this.#what}: ${this.#done} of ${this.#total}, ${rate} a second`;
    this.#output.write(this.#output.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  }
}
