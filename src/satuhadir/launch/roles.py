# SPDX-License-Identifier: Apache-2.0
"""The database's roles: one that owns and migrates, one that the application works as."""

from satuhadir.launch.errors import LaunchError

ADMIN = "satuhadir_admin"
OWNER = "satuhadir_owner"
APP = "satuhadir_app"
DATABASE = "satuhadir"


def prepare_roles(
    admin_url: str, *, owner_password: str, app_password: str, may_create_databases: bool = False
) -> None:
    """Create the two roles and the database, or bring them to the same state again.

    The application role owns nothing in `public`: what the owner makes there it may read and
    write (a migration takes UPDATE and DELETE on the log away again), and it may create schemas
    of its own. `may_create_databases` is for test clusters, where each run makes its database.
    """
    import psycopg  # slow to import; `--help` must not wait for it
    from psycopg import sql

    owner, app, database = (sql.Identifier(name) for name in (OWNER, APP, DATABASE))
    creates = sql.SQL("CREATEDB" if may_create_databases else "NOCREATEDB")
    try:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            for name, password in ((OWNER, owner_password), (APP, app_password)):
                found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
                verb = "ALTER" if found.fetchone() else "CREATE"
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                        sql.SQL(verb), sql.Identifier(name), creates, sql.Literal(password)
                    )
                )
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET search_path = public").format(sql.Identifier(name))
                )
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not found.fetchone():
                connection.execute(
                    sql.SQL(
                        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                    ).format(database, owner)
                )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            connection.execute(
                sql.SQL("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO {}").format(
                    database, app
                )
            )
        with psycopg.connect(admin_url, dbname=DATABASE, autocommit=True) as connection:
            for statement in (
                "ALTER SCHEMA public OWNER TO {owner}",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "GRANT USAGE ON SCHEMA public TO {app}",
                "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
                " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
                "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
                " GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            ):
                connection.execute(sql.SQL(statement).format(owner=owner, app=app))
    except psycopg.Error as error:
        raise LaunchError(
            f"Basis data tidak dapat disiapkan ({type(error).__name__}). Jalankan lagi; bila tetap "
            "gagal, mulai dengan direktori lain (--data DIR)."
        ) from error
