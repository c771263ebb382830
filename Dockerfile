# Two stages: dependencies with checked hashes, then a small image that runs as nobody in particular.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY knowledge knowledge
RUN /venv/bin/pip install --no-cache-dir --no-deps . && /venv/bin/python -m compileall -q /venv

FROM python:3.12-slim
RUN useradd --system --create-home --uid 10001 bot
COPY --from=build /venv /venv
COPY --chown=bot knowledge /home/bot/knowledge
USER bot
WORKDIR /home/bot
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 BOT_DATABASE_URL=sqlite:////home/bot/data/bot.db BOT_KEYS_FILE=/run/secrets/bot_keys BOT_PORT=8080
VOLUME /home/bot/data
# Light: it asks the process that runs. `bot health` would load the model and migrate the database each time.
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD \
  ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['BOT_PORT'] + '/live', timeout=5)"]
ENTRYPOINT ["bot"]
CMD ["run"]
