// What a look at an installation asks of AWS beside its ledger, as types. Reads alone.

type QueueRead = {
  readonly arn: string;
  /** Visible and in flight, as SQS counts them: about. */
  readonly messages: number;
  /** JSON text of the resource policy. */
  readonly policy: string | null;
};

export type RuleRead = {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly targets: readonly { readonly arn: string; readonly deadLetters: string | null }[];
};

/** null where the thing asked for does not exist. */
export type Installation = {
  readonly queue: (url: string) => Promise<QueueRead | null>;
  /** Age of a queue's oldest message in milliseconds, as CloudWatch has it; null where it has nothing. */
  readonly oldestAge: (queueName: string, now: number) => Promise<number | null>;
  /** `bus` null: the default bus. */
  readonly rule: (bus: string | null, name: string) => Promise<RuleRead | null>;
  readonly bus: (name: string) => Promise<{ readonly policy: string | null } | null>;
  /** State of an event source mapping, as Lambda spells it: `Enabled`, `Disabled`, `Updating` ... */
  readonly eventSource: (uuid: string) => Promise<string | null>;
  /** Whether the secret has a current value. */
  readonly hasSecretValue: (id: string) => Promise<boolean | null>;
  /** The value itself: judged, never shown. */
  readonly secretText: (id: string) => Promise<string>;
  /** An address or a domain of SES. */
  readonly isSenderVerified: (identity: string) => Promise<boolean | null>;
  readonly mailAccount: () => Promise<{ readonly isProduction: boolean; readonly isSending: boolean }>;
  /** The template of the stack as it was deployed, JSON or YAML text. */
  readonly template: (stack: string) => Promise<string>;
  /** An inline policy of a role, as JSON text. */
  readonly rolePolicy: (role: string, policy: string) => Promise<string | null>;
  /** ARNs of the managed policies of a role. */
  readonly attachedPolicies: (role: string) => Promise<readonly string[] | null>;
  /** The clock of AWS (ms). */
  readonly clock: () => Promise<number | null>;
};
