# Debian, not Alpine: Temporal's native core is built for glibc only.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24.21.0-bookworm-slim
# Temporal's core takes its root certificates from the system, for a server with TLS; the slim image has none.
RUN apt-get update \
  && apt-get install --no-install-recommends --yes ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=node --group=node --mode=700 /var/lib/carillon
ENV NODE_ENV=production CARILLON_DATA_DIR=/var/lib/carillon
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
USER node
# No HEALTHCHECK: a worker serves no port, and that its process runs is what the restart policy sees to. Whether it takes
# work is for Temporal to say: see docs/operate.md.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "dist/cli/carillon.js"]
CMD ["worker"]
