import { z } from 'zod';
import { Timeout } from '../http-section.ts';
import { TlsSection } from '../tls-section.ts';

const Host = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i, {
  error: 'is a host with or without a port, as images name it: ghcr.io, registry.example:5000',
});

/** A registry that may be asked which code an image was built from. */
export const RegistrySection = z
  .strictObject({
    host: Host.describe('As images name it, such as ghcr.io; docker.io for those that name none'),
    username: z.string().min(1).optional(),
    password_file: z.string().min(1).optional().describe('File that holds the password or an access token'),
    auth_hosts: z
      .array(Host)
      .default([])
      .describe('Who gives out its tokens, where that is another host, such as gitlab.com'),
    insecure: z.boolean().default(false).describe('true speaks http'),
    tls: TlsSection.optional(),
    timeout: Timeout.optional().describe('How long one request may take, such as 5s'),
  })
  .superRefine(({ username, password_file: file, insecure, tls }, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if ((username === undefined) !== (file === undefined))
      refuse(username === undefined ? 'password_file' : 'username', 'username and password_file belong together');
    if (insecure && tls !== undefined) refuse('tls', 'contradicts insecure: true');
  });
export type RegistrySection = z.infer<typeof RegistrySection>;
