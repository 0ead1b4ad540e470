// Laws of the parameters among themselves: combinations that would package well and then stand there half.
import type { Law } from './law.ts';
import type { Template } from './template.ts';

const valueOf = (template: Template, name: string): string => template.Parameters?.[name]?.Default ?? '';

const privatePages: Law = {
  name: 'private pages are reached through endpoints that are named',
  faults: (template) =>
    valueOf(template, 'Http') === 'private' && valueOf(template, 'VpcEndpointIds') === ''
      ? ['vpcEndpointIds: is empty although http is private']
      : [],
};

const network: Law = {
  name: 'a VPC is subnets and security groups',
  faults: (template) =>
    (valueOf(template, 'VpcSubnetIds') === '') === (valueOf(template, 'VpcSecurityGroupIds') === '')
      ? []
      : ['vpcSubnetIds and vpcSecurityGroupIds: one of them is empty'],
};

export const LAWS_OF_PARAMETERS: readonly Law[] = [privatePages, network];
