# The HTTP service alone: it needs a Neo4j beside it (docker-compose.yml brings one), so no Java is in the image.
FROM node:24-slim AS page
# Mirrors, where the network asks for them: --build-arg NPM_CONFIG_REGISTRY=... --build-arg PIP_INDEX_URL=...
ARG NPM_CONFIG_REGISTRY
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web .
RUN npm run build

FROM python:3.11-slim AS build
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/build && python -m venv --without-pip /opt/retorsion
# The dependencies come first: a change of the code does not fetch them again.
COPY requirements/build.txt requirements/serve.txt requirements/
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && /opt/build/bin/pip --python /opt/retorsion/bin/python install --require-hashes -r requirements/serve.txt
COPY . .
COPY --from=page /src/web/dist web/dist
RUN /opt/build/bin/python -m hatchling build -t wheel -d /tmp/wheel \
    && /opt/build/bin/pip --python /opt/retorsion/bin/python install --no-deps /tmp/wheel/*.whl

FROM python:3.11-slim
COPY --from=build /opt/retorsion /opt/retorsion
# Keys, permalinks, loads and the index are in /data; all else that this process writes may go with the container.
RUN install -d -o 10001 -g 10001 -m 700 /data
ENV PATH=/opt/retorsion/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RETORSION_API_HOST=0.0.0.0 \
    RETORSION_API_PORT=8000 \
    RETORSION_CACHE_DIR=/tmp/retorsion/cache \
    RETORSION_DATA_DIR=/data \
    NUMBA_CACHE_DIR=/tmp/retorsion/cache/kernels
WORKDIR /tmp
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["retorsion", "up"]
