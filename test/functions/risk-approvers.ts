// Three people who are asked together, each of whom signs in as an IAM user.
import { ACCOUNT } from './gate.ts';

const userOf = (id: string): string => `arn:aws:iam::${ACCOUNT}:user/${id}`;

/** Mei, Ines and Tomas, in the group risk-approvers. */
export const RISK_APPROVERS = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, iamUsers: ["${userOf('mei')}"] }
    - { id: ines, name: Ines, email: ines@example.com, iamUsers: ["${userOf('ines')}"] }
    - { id: tomas, name: Tomas, email: tomas@example.com, iamUsers: ["${userOf('tomas')}"] }
  groups:
    - { name: risk-approvers, people: [mei, ines, tomas] }
`;
