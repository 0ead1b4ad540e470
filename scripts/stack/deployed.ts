// What is deployed: the stack's template and the digest of each function's code. Reads only.
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Template } from '../template/template.ts';

/** The template of a stack as it was sent; null where there is no such stack. */
export async function deployedTemplate(stack: string, region: string): Promise<Template | null> {
  const client = new CloudFormationClient({ region });
  try {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }));
    return JSON.parse(TemplateBody ?? '{"Resources":{}}') as Template;
  } catch (error) {
    if (error instanceof Error && /does not exist/u.test(error.message)) return null;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Base64 of the sha256 of a function's zip; null where it is not there or may not be read. */
export async function deployedCode(functionName: string, region: string): Promise<string | null> {
  const client = new LambdaClient({ region });
  try {
    return (await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))).CodeSha256 ?? null;
  } catch (error) {
    if (error instanceof Error && /^(?:ResourceNotFound|AccessDenied|UnknownOperation)/u.test(error.name)) return null;
    throw error;
  } finally {
    client.destroy();
  }
}
