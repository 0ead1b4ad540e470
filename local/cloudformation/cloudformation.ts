// The embedded CloudFormation: what DescribeStacks says of the one stack that runs here, in the Query protocol.
import { unknownOperation } from '../front/json-protocol.ts';
import type { Reply } from '../front/reply.ts';
import { xmlDocument, type XmlValue } from '../front/xml.ts';
import { AwsError } from '../service.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export type CloudFormation = {
  /** Says that a stack is there, with its outputs. */
  readonly announce: (stack: string, outputs: Readonly<Record<string, string>>) => void;
  /** Answers a form-encoded request. Throws ValidationError for a stack that is not there. */
  readonly answer: (form: URLSearchParams, requestId: string) => Reply;
};

/** A CloudFormation without any stack. */
export function makeCloudFormation(): CloudFormation {
  const stacks = new Map<string, Readonly<Record<string, string>>>();
  const describe = (name: string): XmlValue => {
    const outputs = stacks.get(name);
    if (!outputs) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    const member = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    return { Stacks: { member: { StackName: name, StackStatus: 'CREATE_COMPLETE', Outputs: { member } } } };
  };
  return {
    announce: (stack, outputs) => void stacks.set(stack, outputs),
    answer: (form, requestId) => {
      const operation = form.get('Action') ?? '';
      if (operation !== 'DescribeStacks') throw unknownOperation('cloudformation', operation, ['DescribeStacks']);
      const DescribeStacksResult = describe(form.get('StackName') ?? '');
      const body = { DescribeStacksResult, ResponseMetadata: { RequestId: requestId } };
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: xmlDocument('DescribeStacksResponse', body, NAMESPACE),
      };
    },
  };
}
