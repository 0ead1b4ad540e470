// The embedded CloudFormation: what DescribeStacks, ListStackResources and GetTemplate say of the one stack that runs here, in the Query protocol.
import { answerQuery, type QueryOperations, type QueryService } from '../front/query-protocol.ts';
import type { XmlValue } from '../front/xml.ts';
import { AwsError } from '../service.ts';

const PROTOCOL: QueryOperations<Asked> = {
  service: 'cloudformation',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  operations: {
    DescribeStacks: describe,
    ListStackResources: listResources,
    GetTemplate: ({ stack }) => ({ TemplateBody: stack.template }),
  },
};

/** A resource as the stack made it: a queue's physical id is its URL, a secret's its ARN. */
type StackResource = { readonly logicalId: string; readonly physicalId: string; readonly type: string };

/** Its answers throw ValidationError for a stack that is not there. */
export type CloudFormation = QueryService & {
  /** Says that a stack is there, with its outputs, resources and the template it was made of. */
  readonly announce: (
    stack: string,
    outputs: Readonly<Record<string, string>>,
    resources?: readonly StackResource[],
    template?: string,
  ) => void;
};

/** A CloudFormation without any stack. */
export function makeCloudFormation(): CloudFormation {
  const stacks = new Map<string, Stack>();
  return {
    name: 'CloudFormation',
    announce: (stack, outputs, resources = [], template = '{}') =>
      void stacks.set(stack, { outputs, resources, template }),
    answer: (form, _caller, requestId) =>
      answerQuery(PROTOCOL, form, requestId, () => {
        const name = form.get('StackName') ?? '';
        const stack = stacks.get(name);
        if (!stack) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
        return { name, stack, token: form.get('NextToken') };
      }),
  };
}

type Stack = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
  readonly template: string;
};

type Asked = { readonly name: string; readonly stack: Stack; readonly token: string | null };

function describe({ name, stack: { outputs } }: Asked): XmlValue {
  const member = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { Stacks: { member: { StackName: name, StackStatus: 'CREATE_COMPLETE', Outputs: { member } } } };
}

// AWS answers up to 1 MB a page; small pages here, so that whoever reads one page only is found out.
const A_PAGE = 20;

function listResources({ stack: { resources }, token }: Asked): XmlValue {
  const from = Number(token ?? 0);
  const member = resources.slice(from, from + A_PAGE).map(({ logicalId, physicalId, type }) => ({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: 'CREATE_COMPLETE',
  }));
  const next = from + A_PAGE;
  return { StackResourceSummaries: { member }, NextToken: next < resources.length ? String(next) : undefined };
}
