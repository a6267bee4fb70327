# make run       the portal on http://127.0.0.1:8000/ (elsewhere: make run PORT=8001)
# make test      every test, in a real browser too
# make test-fast  while you work: without a browser, properties and runs under load
# make coverage  make test, measured: which lines and branches no test goes through
# make check     style, templates, imports, types, migrations, production settings, translations
# make rehearse-production  docs/operations.md, word by word in an empty folder
# make lock      the lock files, anew from pyproject.toml and package.json
# make messages  the sentences to translate, collected into locale/
# make stop      the private database, where a command of Django's has left it running
# make clean     deletes .venv, node_modules and .local, and the private database with all it holds

COMMANDS = run test test-fast coverage check rehearse-production lock messages stop clean

.PHONY: $(COMMANDS)
$(COMMANDS):
	@sh kslisens/development/start $@
