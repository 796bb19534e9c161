# Socket School in a container:
#
#   docker build -t socketschool --build-arg VERSION="$(git describe --tags --always)" .
#   docker run --rm -p 8080:8080 socketschool
#
# e2e/dockerfile_test.go runs the build's commands and the health check without
# a container.

FROM node:24-slim AS node

FROM golang:1.26 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
ENV CGO_ENABLED=0 GOFLAGS=-trimpath
ARG VERSION=unknown
# Empty for a quick build with larger assets, and without the Go compiler for tabs.
# The image has no Go: with that compiler learners build in their tabs.
ARG COMPRESS=-release
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=cache,target=/root/.npm \
    if [ -n "$COMPRESS" ]; then go run ./wasm/compiler; fi && \
    go run ./cmd/start -build $COMPRESS -version "$VERSION"

FROM scratch
COPY --from=build /src/bin/socketschool /socketschool
USER 65532:65532
# Variables, so that arguments of docker run are added to these.
ENV SOCKETSCHOOL_LISTEN=0.0.0.0:8080 SOCKETSCHOOL_SHARED=true
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/socketschool", "health"]
ENTRYPOINT ["/socketschool"]
CMD ["serve"]
