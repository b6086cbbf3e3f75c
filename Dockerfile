# The HTTP service alone: it needs a Neo4j beside it (docker-compose.yml brings one), so no Java is in the image.
FROM python:3.11-slim AS build
# A mirror of the package index, where the network asks for one: --build-arg PIP_INDEX_URL=...
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/build && python -m venv --without-pip /opt/retorsion
# The dependencies come first: a change of the code does not fetch them again.
COPY requirements/build.txt requirements/serve.txt requirements/
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && /opt/build/bin/pip --python /opt/retorsion/bin/python install --require-hashes -r requirements/serve.txt
COPY . .
RUN /opt/build/bin/python -m hatchling build -t wheel -d /tmp/wheel \
    && /opt/build/bin/pip --python /opt/retorsion/bin/python install --no-deps /tmp/wheel/*.whl

FROM python:3.11-slim
COPY --from=build /opt/retorsion /opt/retorsion
# All that is worth keeping lies in Neo4j: what this process writes may go with the container.
ENV PATH=/opt/retorsion/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    RETORSION_API_HOST=0.0.0.0 \
    RETORSION_API_PORT=8000 \
    RETORSION_CACHE_DIR=/tmp/retorsion/cache \
    RETORSION_DATA_DIR=/tmp/retorsion/data \
    NUMBA_CACHE_DIR=/tmp/retorsion/cache/kernels
WORKDIR /tmp
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["retorsion", "up"]
