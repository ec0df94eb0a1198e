"""Sources of the peers: a checkout of the user, or an untracked one beside this script."""

import subprocess
import sys
from pathlib import Path


def checkout(repository, commit, source=None):
    """The folder `source`, else a clone of the repository at the commit, fetched once."""
    if source is not None:
        return Path(source)
    folder = Path(__file__).parent / "checkouts" / repository.rsplit("/", 1)[-1]
    if not folder.exists():
        print(f"fetching {repository} to {folder}", file=sys.stderr)
        try:
            subprocess.run(["git", "clone", "-q", repository, str(folder)], check=True)
            subprocess.run(["git", "-C", str(folder), "checkout", "-q", commit], check=True)
        except subprocess.CalledProcessError as error:
            raise SystemExit(
                f"{repository} cannot be fetched ({error}); fetch it yourself, check out"
                f" {commit[:7]} and pass --peer-source DIR"
            ) from error
    return folder
