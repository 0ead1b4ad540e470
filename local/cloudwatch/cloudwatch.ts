// The embedded CloudWatch: the one metric that AWS keeps of a queue and no call of SQS tells, the age of its oldest message.
import { answerQuery, type QueryService } from '../front/query-protocol.ts';
import type { XmlValue } from '../front/xml.ts';
import { AwsError, type Caller, type World } from '../service.ts';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const METRIC = 'ApproximateAgeOfOldestMessage';

/**
 * A CloudWatch that asks the queues; `oldestSentAt` answers in milliseconds, null for an empty or unknown queue. Its answers throw
 * InvalidParameterValue for a metric it does not keep.
 */
export function makeCloudWatch(world: World, oldestSentAt: (queueArn: string) => number | null): QueryService {
  const readMetric = ({ form, caller: { account, region } }: Asked): XmlValue => {
    if (form.get('Namespace') !== 'AWS/SQS' || form.get('MetricName') !== METRIC)
      throw new AwsError('InvalidParameterValue', `this stand-in keeps AWS/SQS ${METRIC} and no other metric`);
    const queue = form.get('Dimensions.member.1.Value') ?? '';
    const sentAt = oldestSentAt(`arn:aws:sqs:${region}:${account}:${queue}`);
    // An empty queue has no datapoint.
    const Datapoints = sentAt === null ? {} : { member: { ...pointAt(world.now(), sentAt), Unit: 'Seconds' } };
    return { Label: METRIC, Datapoints };
  };
  const protocol = { service: 'monitoring', namespace: NAMESPACE, operations: { GetMetricStatistics: readMetric } };
  return {
    name: 'CloudWatch',
    answer: (form, caller, requestId) => answerQuery(protocol, form, requestId, () => ({ form, caller })),
  };
}

type Asked = { readonly form: URLSearchParams; readonly caller: Caller };

const pointAt = (now: number, sentAt: number) => ({
  Timestamp: new Date(now - (now % 60_000)).toISOString(),
  Maximum: Math.floor((now - sentAt) / 1000),
});
