"""Finding a dbt project and what its profile says of the warehouse, without importing dbt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from metrics_cli.errors import ProjectNotFound
from metrics_cli.settings import Settings

PROJECT_FILE = "dbt_project.yml"
_TEXT = r"""(?P<{0}_quote>['"])(?P<{0}>[^'"\\{{}}]*)(?P={0}_quote)"""
_PLAIN_ENV_VAR = re.compile(
    rf"\{{\{{\s*env_var\(\s*{_TEXT.format('name')}\s*(,\s*{_TEXT.format('default')}\s*)?\)\s*\}}\}}"
)


@dataclass(frozen=True)
class Project:
    """A dbt project: where it is, where its artifacts land, and the adapter and credentials of its target.

    `options` is what it says to this tool, under `vars: metrics:` in dbt_project.yml; `folders` where its models,
    seeds, snapshots and macros are, by those words. `schemas` is what the profile's targets call their schemas, and
    `is_target_named` says that the target was asked for and is not just the profile's own.
    """

    root: Path
    name: str
    target_path: Path
    profiles_dir: Path
    profile: str
    target: str
    adapter: str
    credentials: Mapping[str, Any] = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)
    folders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    is_target_named: bool = False

    @property
    def manifest_path(self) -> Path:
        """Where dbt writes the semantic manifest."""
        return self.target_path / "semantic_manifest.json"

    @property
    def cache_path(self) -> Path:
        """Where this tool keeps what it works out from the manifest."""
        return self.target_path / "metrics"

    @property
    def database_path(self) -> Path:
        """The file of a DuckDB target; a relative path starts at the project, as it does for dbt."""
        path = Path(str(self.credentials.get("path") or ":memory:")).expanduser()
        return path if path.is_absolute() else (self.root / path).resolve()

    @property
    def attached(self) -> tuple[tuple[Path, str], ...]:
        """The further files that a DuckDB target attaches, each with the name that its tables have there.

        Only plain files of DuckDB's own: what else there is, a path with a scheme or a `type`, is left out.
        """
        listed = self.credentials.get("attach")
        found = [a for a in (listed if isinstance(listed, list) else ()) if isinstance(a, dict) and a.get("path")]
        plain = [a for a in found if ":" not in str(a["path"]) and str(a.get("type") or "duckdb") == "duckdb"]
        paths = [Path(str(a["path"])).expanduser() for a in plain]
        files = [p if p.is_absolute() else (self.root / p).resolve() for p in paths]
        return tuple((f, str(a.get("alias") or f.stem)) for f, a in zip(files, plain, strict=True))


def find_project(settings: Settings, environ: Mapping[str, str], here: Path) -> Project:
    """Return the project that `settings`, `DBT_PROJECT_DIR`, the folder `here` or its parents name.

    When there is none, the platform that this tool was installed from. Raises ProjectNotFound.
    """
    root = _root(settings, environ, here)
    declared = _yaml(root / PROJECT_FILE)
    profiles_dir = _profiles_dir(settings, environ, root, here)
    profile = settings.profile or environ.get("DBT_PROFILE") or declared.get("profile")
    if not profile:
        raise ProjectNotFound(f"{root / PROJECT_FILE} names no profile", "add `profile:` to it, or pass --profile")
    named = settings.target or environ.get("DBT_TARGET")
    target, output, schemas = _output(profiles_dir / "profiles.yml", str(profile), named, environ)
    folder = Path(environ.get("DBT_TARGET_PATH") or declared.get("target-path") or "target")
    return Project(
        root=root,
        name=str(declared.get("name") or root.name),
        target_path=folder if folder.is_absolute() else root / folder,
        profiles_dir=profiles_dir,
        profile=str(profile),
        target=target,
        adapter=str(output.get("type") or ""),
        credentials=output,
        options=_options(declared),
        folders={kind: _folders(declared, kind) for kind in ("model", "seed", "snapshot", "macro")},
        schemas=schemas,
        is_target_named=bool(named),
    )


def _folders(declared: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    found = declared.get(f"{kind}-paths")
    return tuple(str(f) for f in found) if isinstance(found, list) else (f"{kind}s",)


def _options(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    variables = declared.get("vars")
    found = variables.get("metrics") if isinstance(variables, dict) else None
    return found if isinstance(found, dict) else {}


def _root(settings: Settings, environ: Mapping[str, str], here: Path) -> Path:
    named = settings.project_dir or (Path(environ["DBT_PROJECT_DIR"]) if environ.get("DBT_PROJECT_DIR") else None)
    if named is not None:
        if not (named / PROJECT_FILE).is_file():
            raise ProjectNotFound(f"no {PROJECT_FILE} in {named}", "point --project-dir at the folder of a dbt project")
        return named.resolve()
    embedded = Path(__file__).resolve().parents[1] / "dbt_project"
    for folder in (here, *here.parents, embedded):
        if (folder / PROJECT_FILE).is_file():
            return folder.resolve()
    raise ProjectNotFound(f"no dbt project in {here} or above it", "run this inside one, or pass --project-dir")


def _profiles_dir(settings: Settings, environ: Mapping[str, str], root: Path, here: Path) -> Path:
    named = settings.profiles_dir or environ.get("DBT_PROFILES_DIR")
    candidates = [Path(named)] if named else [root, here, Path.home() / ".dbt"]
    for folder in candidates:
        if (folder / "profiles.yml").is_file():
            return folder.resolve()
    looked = ", ".join(str(c) for c in candidates)
    raise ProjectNotFound(f"no profiles.yml in {looked}", "create one, or pass --profiles-dir")


def _output(
    path: Path, profile: str, target: str | None, environ: Mapping[str, str]
) -> tuple[str, Mapping[str, Any], Mapping[str, str]]:
    """Return the target's name and settings, and the schemas of all targets."""
    profiles = _yaml(path)
    if not isinstance(profiles.get(profile), dict):
        known = ", ".join(sorted(k for k in profiles if k != "config")) or "none"
        raise ProjectNotFound(f"{path} has no profile '{profile}' (it has: {known})", "pass --profile")
    chosen = profiles[profile]
    name = str(target or _render(chosen.get("target") or "default", environ, path))
    outputs = chosen.get("outputs")
    outputs = outputs if isinstance(outputs, dict) else {}
    if not isinstance(outputs.get(name), dict):
        known = ", ".join(sorted(outputs)) or "none"
        raise ProjectNotFound(f"profile '{profile}' has no target '{name}' (it has: {known})", "pass --target")
    found = {key: _render(value, environ, path) for key, value in outputs[name].items()}
    return name, found, {n: schema for n, o in outputs.items() if (schema := _schema(o, environ, path))}


def _schema(output: Any, environ: Mapping[str, str], path: Path) -> str | None:
    """Return the schema of a target, None when it names none that can be read here."""
    if not isinstance(output, dict):
        return None
    named = output.get("schema") or output.get("dataset") or ("main" if output.get("type") == "duckdb" else None)
    try:
        return str(_render(named, environ, path)) if named else None
    except ProjectNotFound:
        return None


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    # The loader in C reads a project file in a tenth of the time; not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProjectNotFound(f"{path} can't be read: {' '.join(str(error).split())}", "mend the file") from None
    if not isinstance(content, dict):
        raise ProjectNotFound(f"{path} holds no settings", "see dbt's documentation of the file")
    return content


def _render(value: Any, environ: Mapping[str, str], path: Path) -> Any:
    """Render the Jinja of one profile value, with dbt's `env_var` and type filters."""
    if not isinstance(value, str) or "{{" not in value:
        return value

    def env_var(name: str, default: str | None = None) -> str:
        found = environ.get(name, default)
        if found is None:
            raise ProjectNotFound(f"{path} wants the environment variable {name}, which is not set", f"set {name}")
        return found

    # jinja2 takes 0.03 s to import; what profiles mostly say in braces is read without it.
    plain = _PLAIN_ENV_VAR.fullmatch(value)
    if plain:
        return env_var(plain["name"], plain["default"])
    import jinja2

    sandbox = jinja2.Environment(undefined=jinja2.StrictUndefined)
    sandbox.filters |= {"as_bool": str, "as_number": str, "as_text": str, "as_native": str}
    try:
        return sandbox.from_string(value).render(env_var=env_var)
    except jinja2.TemplateError as error:
        raise ProjectNotFound(f"{path}: {value} can't be rendered: {error}", "mend the profile") from None
