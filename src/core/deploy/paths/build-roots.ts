/** Folders into which containers and CI systems put a repository, as paths without the first slash. */
const KNOWN_ROOTS = new RegExp(
  `^(?:${[
    '(?:app|build|builder|code|deploy|function|project|repo|source|sources|src|work|workdir|workspace|_)',
    // Official images of Node, PHP, Go; AWS Lambda; buildpacks; Cloud Build.
    'usr/src/app|usr/src|usr/app|usr/local/app|opt/app|home/node/app|home/app|var/www/html|var/www|var/task|go/src/app|layers/[^/]+/[^/]+',
    // GitHub, GitLab, CircleCI, Jenkins, Buildkite, Azure, Travis, Drone, Bitbucket.
    'github/workspace|home/runner/work/[^/]+/[^/]+|__w/[^/]+/[^/]+|a/[^/]+/[^/]+|builds/[^/]+/[^/]+|home/circleci/[^/]+|root/project',
    '(?:.*/)?(?:jenkins_home|agent|jenkins)/workspace/[^/]+|var/lib/buildkite-agent/builds/[^/]+/[^/]+/[^/]+',
    '(?:.*/)?(?:_work|work|a)/\\d+/s|home/travis/build/[^/]+/[^/]+|drone/src|opt/atlassian/pipelines/agent/build',
    // Dev containers, Bazel.
    'workspaces/[^/]+|(?:.*/)?execroot/[^/]+(?:/bazel-out/[^/]+/bin)?|bazel-out/[^/]+/bin',
  ].join('|')})$`,
);

/** Places of people and servers: any folder in them may be the repository. */
const LIKELY_ROOT =
  /^(?:[^/]+|(?:srv|opt|data|tmp|var\/www|var\/lib|root|workspace)\/[^/]+|(?:home|Users|go\/src|private\/tmp)\/[^/]+(?:\/[^/]+){0,3})$/;

/** Is this beginning of an absolute path a place where a repository lies as a whole? */
export function isLikelyRoot(elements: readonly string[]): boolean {
  const folder = elements.join('/');
  return folder === '' || KNOWN_ROOTS.test(folder) || LIKELY_ROOT.test(folder);
}

/** How many leading elements of an absolute path are such a place for sure; the longest. */
export function knownRootLength(elements: readonly string[]): number {
  for (let length = Math.min(elements.length - 1, 12); length > 0; length--) {
    if (KNOWN_ROOTS.test(elements.slice(0, length).join('/'))) return length;
  }
  return 0;
}
