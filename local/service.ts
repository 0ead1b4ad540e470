// What one embedded AWS service looks like to the front door: operations by name, and errors as AWS words them.

/** Who calls and where: taken from the signature's credential scope. The account is the access key id when that is 12 digits. */
export type Caller = { readonly account: string; readonly region: string; readonly principalArn: string };

/** A service that speaks one of AWS's JSON protocols: operation name -> answer body (dates as epoch seconds). */
export type JsonService = {
  /** The prefix in X-Amz-Target, e.g. `SageMaker`, `AWSEvents`. */
  readonly target: string;
  readonly operations: Readonly<Record<string, (input: Record<string, unknown>, caller: Caller) => Promise<unknown>>>;
};

/** An error in AWS's wire form. `code` is the short name, e.g. `ValidationException`. */
export class AwsError extends Error {
  readonly code: string;
  readonly statusCode: number;
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, statusCode = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.extra = extra;
  }
}

/** ValidationException, the error of most faulty inputs. */
export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** Time and chance for the whole stand-in, so that a test can fix both. `random` is in [0, 1). */
export type World = { readonly now: () => number; readonly random: () => number };
