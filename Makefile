# One-line targets; each is what a person would type.
.PHONY: chat test coverage check lint types layers evaluate lock ci

chat:      ## talk to the bot at the terminal
	uv run bot chat
test:      ## all tests, on SQLite and PostgreSQL
	uv run pytest
coverage:  ## the same, with what of the code they reach
	uv run pytest --cov --cov-report=term:skip-covered -q
check:     ## the knowledge folder
	uv run bot check
lint:      ## style
	uv run ruff check . && uv run ruff format --check .
types:     ## mypy --strict
	uv run mypy
layers:    ## who may import whom
	uv run lint-imports
evaluate:  ## right, wrong and silent, beside the baselines
	uv run bot evaluate
lock:      ## renew requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra postgres pyproject.toml -o requirements.lock
ci:        ## the gate
	.ci/run
