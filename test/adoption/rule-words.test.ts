// Customers' EventBridge rules: which of them EventBridge need not be asked about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfOtherSource } from '../../lib/adoption/rule-words.ts';

test('a rule is passed over only where it names other sources, each as it is', () => {
  const passedOver = ['{"source":["my.app"]}', '{"source":["aws.s3","aws.ec2"],"detail-type":["aws.sagemaker"]}'];
  const askedAbout = [
    '{"source":["aws.s3","aws.sagemaker"]}',
    '{"source":[{"prefix":"aws"}]}',
    '{"source":[{"anything-but":["my.app"]}]}',
    '{"source":[{"wildcard":"*sagemaker"}]}',
    '{"source":[{"exists":true}]}',
    '{"detail":{"source":["my.app"]}}',
    '{"$or":[{"source":["my.app"]},{"detail-type":["SageMaker Model Package State Change"]}]}',
    'no JSON',
  ];

  assert.deepEqual([...passedOver, ...askedAbout].filter(isOfOtherSource), passedOver);
});
