// The policy by which stories ask people: one answer, on every version of which the accuracy is known.

/** `reviewers` and `more` are YAML as it stands in a review: `{ people: [mei] }`, `notFrom: [registrant]`. Asked of groups churn-* where nothing else is said. */
export const asking = (reviewers: string, { name = 'people', groups = 'churn-*', more = '' } = {}): string =>
  `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: ${name} }
spec:
  match: { modelPackageGroups: ["${groups}"] }
  validations:
    - name: accuracy-known
      present: { value: metadata.accuracy }
      action: Reject
  onPass: RequireReview
  reviews:
    - { name: risk, reviewers: ${reviewers}, count: 1, onUnknownAuthor: Allow${more && `, ${more}`} }
`;
