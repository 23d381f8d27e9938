/** Where the code of services is. https://git-scm.com/docs/git-clone#_git_urls */
import { z } from 'zod';
import { Size } from '../size.ts';
import { addressProblem } from './repository-address.ts';

const File = z.string().min(1);
const Service = z.string().min(1);

/** Whose pages show commits; the table of their shapes is in permalink.ts. */
export const HOSTS = ['github', 'gitlab', 'bitbucket', 'bitbucket-server', 'gitea', 'azure-devops'] as const;

/** Credentials for one kind of address say nothing for another. */
export const RepositorySection = z
  .strictObject({
    service: z
      .union([Service, z.array(Service).min(1)])
      .describe('The services whose code is there: a name, several, or with * such as shop-*'),
    url: z.string().min(1).describe('https, ssh or git@host:path; a path or file:// where allow_file_urls is set'),
    allow_file_urls: z.boolean().default(false).describe('true lets url be a path on this machine'),
    username: z
      .string()
      .min(1)
      .optional()
      .describe('Of password_file or token_file, where the host wants a certain one'),
    password_file: File.optional().describe('File that holds the password of an https address'),
    token_file: File.optional().describe('File that holds an access token for an https address'),
    ca_file: File.optional().describe('PEM of the authorities to trust for https'),
    ssh_key_file: File.optional().describe('Private key for an ssh address, without a passphrase'),
    known_hosts_file: File.optional().describe('Keys of hosts that ssh may talk to'),
    host: z.enum(HOSTS).optional().describe('Whose pages show commits, where the host name does not tell'),
    web_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Page of the repository, where it is not at the address of url'),
    root: z
      .string()
      .refine((root) => !root.split('/').includes('..'), { error: 'leads out of the repository' })
      .optional()
      .describe('Folder of the service in a repository of several, such as services/checkout'),
    prefixes: z
      .array(z.strictObject({ from: z.string().min(1), to: z.string() }))
      .optional()
      .describe('Beginnings of file names in profiles, and what stands for them in the repository'),
    source_maps: File.optional().describe('Folder of source maps (dist/server.js.map) that are not in the repository'),
    partial: z
      .boolean()
      .optional()
      .describe('true mirrors commits and trees only and fetches files when they are read'),
    max_bytes: Size.optional().describe('A mirror that grows larger is not made; 5GB where it is left out'),
  })
  .superRefine((section, context) => {
    const refuse = (path: keyof typeof section, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const problem = addressProblem(section.url, section.allow_file_urls);
    if (problem !== undefined) return refuse('url', problem);
    const { username, password_file: password, token_file: token } = section;
    if (password !== undefined && token !== undefined) refuse('token_file', 'excludes password_file');
    if (password !== undefined && username === undefined) refuse('username', 'belongs to password_file');
    if (username !== undefined && (password ?? token) === undefined)
      refuse('username', 'says nothing without password_file or token_file');
    const isHttp = /^https?:/i.test(section.url);
    for (const key of ['username', 'password_file', 'token_file', 'ca_file'] as const)
      if (section[key] !== undefined && !isHttp) refuse(key, 'is for https addresses');
    for (const key of ['ssh_key_file', 'known_hosts_file'] as const)
      if (section[key] !== undefined && (isHttp || section.allow_file_urls)) refuse(key, 'is for ssh addresses');
  });
export type RepositorySection = z.infer<typeof RepositorySection>;

/** All of them; one name in two sections would leave open where its code is. */
export const RepositorySections = z.array(RepositorySection).superRefine((sections, context) => {
  const seen = new Map<string, number>();
  for (const [index, section] of sections.entries()) {
    for (const name of [section.service].flat()) {
      const first = seen.get(name);
      seen.set(name, first ?? index);
      if (first === undefined) continue;
      const message = `"${name}" has a repository already, number ${first + 1} of the list`;
      context.addIssue({ code: 'custom', path: [index, 'service'], message });
    }
  }
});
