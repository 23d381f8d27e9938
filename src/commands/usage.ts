/** The command line itself is wrong: answered with one line and the usage. */
export class Usage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Usage';
  }
}
