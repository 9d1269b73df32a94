# The server with its pages, on Python 3.13. Data lives in PostgreSQL (see compose.yaml) or in a SQLite file on /data.

FROM node:22-slim AS pages
WORKDIR /src/client_examples
COPY client_examples/package.json client_examples/package-lock.json client_examples/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY client_examples ./
COPY schema/schema.graphql ../schema/schema.graphql
RUN npm run build

FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/pulsegraph && /opt/pulsegraph/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=pages /src/schema/pages schema/pages
RUN PATH="/opt/pulsegraph/bin:$PATH" /opt/pulsegraph/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/pulsegraph /opt/pulsegraph
RUN useradd --create-home pulsegraph && mkdir /data && chown pulsegraph /data
USER pulsegraph
WORKDIR /data
ENV PATH="/opt/pulsegraph/bin:$PATH" PULSEGRAPH_HOST=0.0.0.0 PULSEGRAPH_LOG_FORMAT=json OPENBLAS_NUM_THREADS=1
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
CMD ["sh", "-c", "pulsegraph db upgrade && exec pulsegraph serve"]
