# Two stages: what compiles and downloads stays behind; the image runs the locked libraries as an unprivileged user.
# The base is named by its digest: the same file makes the same image. `docker buildx imagetools inspect python:3.13-slim`
# tells the present one; --build-arg BASE=… takes another.
ARG BASE=python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements.txt \
    && python -OO -m compileall -q -x '/tests?/' /opt/venv/lib

FROM ${BASE}
ARG VERSION=locale
LABEL org.opencontainers.image.title="assistant-opale" \
      org.opencontainers.image.description="Assistant Op@le pour Microsoft Teams" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.base.name="docker.io/library/python:3.13-slim"
# One place from which all threads take memory: 6 MiB less after some thousands of turns. Without the texts of
# documentation and the assertions (the program has none, and rests on nobody else's): 6 MiB less at rest.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONOPTIMIZE=2 MALLOC_ARENA_MAX=1 HOST=0.0.0.0 PORT=3978
# Nothing is installed into it any more.
RUN python -m pip uninstall --yes --quiet pip && rm -rf /usr/local/lib/python3.*/ensurepip
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin assistant
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY bot bot
COPY dialogs dialogs
COPY knowledge knowledge
COPY storage storage
COPY LICENSE README.md THIRD_PARTY.md CHANGELOG.md ./
# What ``papers`` quotes: threats, measures, speed, the versions of what runs beside.
COPY docs/securite.md docs/mesures.md docs/performance.md docs/
COPY Dockerfile compose.yaml ./
# Nothing is compiled while it runs, so it is now: a start would do it over again each time.
RUN python -m compileall -q bot dialogs knowledge storage
RUN python -m compileall -q -x '/tests?/' "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
RUN mkdir var sauvegardes && chown assistant var sauvegardes && chmod 700 sauvegardes
USER assistant
VOLUME /app/var
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "serve"]
