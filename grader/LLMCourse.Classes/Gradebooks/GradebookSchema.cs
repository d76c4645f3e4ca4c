using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>The tables of a gradebook, and how an older one becomes a newer one.</summary>
internal static class GradebookSchema
{
    /// <summary>Marks a file as a gradebook of this program: "LLMC" in ASCII, in SQLite's <c>application_id</c>.</summary>
    private const int ApplicationId = 0x4C4C4D43;

    /// <summary>What each version adds; the version of a file is how many of these it has had. Never
    /// change one that was released: append.</summary>
    internal static readonly string[] Migrations =
    [
        """
        CREATE TABLE students (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL DEFAULT '',
            email TEXT NOT NULL DEFAULT '',
            login TEXT NOT NULL DEFAULT '',
            lms_id TEXT NOT NULL DEFAULT '',
            section TEXT NOT NULL DEFAULT '') STRICT;
        CREATE TABLE attempts (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            submitted_utc TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (student, module, content_hash)) STRICT;
        CREATE TABLE results (
            id INTEGER PRIMARY KEY,
            attempt INTEGER NOT NULL REFERENCES attempts(id),
            checks_version TEXT NOT NULL,
            grader_version TEXT NOT NULL,
            graded_utc TEXT NOT NULL,
            earned TEXT NOT NULL,
            maximum TEXT NOT NULL,
            complete INTEGER NOT NULL,
            json BLOB NOT NULL,
            UNIQUE (attempt, checks_version)) STRICT;
        CREATE TABLE checks (
            result INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            exercise TEXT NOT NULL,
            outcome TEXT NOT NULL,
            points INTEGER NOT NULL,
            milliseconds REAL,
            PRIMARY KEY (result, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE mistakes (
            result INTEGER NOT NULL REFERENCES results(id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            PRIMARY KEY (result, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE overrides (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            percent TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        CREATE TABLE extensions (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            until_utc TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        CREATE INDEX attempts_by_module ON attempts(module, student);
        """,

        // What was graded again after its checks changed: when, why, and what each exercise had before and has now.
        """
        CREATE TABLE regrades (
            id INTEGER PRIMARY KEY,
            attempt INTEGER NOT NULL REFERENCES attempts(id),
            made_utc TEXT NOT NULL,
            why TEXT NOT NULL,
            earned_before TEXT NOT NULL,
            maximum_before TEXT NOT NULL,
            earned_after TEXT NOT NULL,
            maximum_after TEXT NOT NULL) STRICT;
        CREATE TABLE regraded_exercises (
            regrade INTEGER NOT NULL REFERENCES regrades(id) ON DELETE CASCADE,
            exercise TEXT NOT NULL,
            checks_before TEXT NOT NULL,
            checks_after TEXT NOT NULL,
            earned_before TEXT NOT NULL,
            maximum_before TEXT NOT NULL,
            earned_after TEXT NOT NULL,
            maximum_after TEXT NOT NULL,
            PRIMARY KEY (regrade, exercise)) STRICT, WITHOUT ROWID;
        CREATE INDEX regrades_by_attempt ON regrades(attempt);
        """,

        // Which attempt counts, where a person says so.
        """
        CREATE TABLE choices (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        """,

        // What was handed in and could not be graded: no student of whom something came is shown as one of whom nothing came.
        """
        CREATE TABLE ungraded (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            source TEXT NOT NULL,
            reason TEXT NOT NULL,
            seen_utc TEXT NOT NULL,
            UNIQUE (student, module)) STRICT;
        """,

        // When content was handed in: after A and B the same A again is a third attempt. An attempt's
        // own time is that of the last of its hand-ins.
        """
        CREATE TABLE hand_ins (
            id INTEGER PRIMARY KEY,
            attempt INTEGER NOT NULL REFERENCES attempts(id),
            submitted_utc TEXT NOT NULL,
            source TEXT NOT NULL,
            stated INTEGER NOT NULL DEFAULT 0,
            marked_late INTEGER,
            UNIQUE (attempt, submitted_utc)) STRICT;
        INSERT INTO hand_ins (attempt, submitted_utc, source) SELECT id, submitted_utc, source FROM attempts;
        """,

        // What people decided and took back: O for overrides, E for extensions, C for choices.
        """
        CREATE TABLE undone (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            decision INTEGER NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL,
            UNIQUE (kind, decision)) STRICT;
        """,

        // What instructors tell students about a module or an exercise. In `undone` they are N, for notes.
        """
        CREATE TABLE comments (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            about TEXT NOT NULL,
            text TEXT NOT NULL,
            who TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        """,

        // Which modules' grades students may see, where the course file asks for that. In `undone` they are R.
        """
        CREATE TABLE releases (
            id INTEGER PRIMARY KEY,
            module TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        """,

        // The source files of attempts, for those who teach to look at.
        """
        CREATE TABLE code (
            content_hash TEXT PRIMARY KEY,
            packed BLOB NOT NULL) STRICT;
        """,

        // What people think of submissions that are alike. In `undone` they are S, for similarity.
        """
        CREATE TABLE judgements (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES students(id),
            other INTEGER NOT NULL REFERENCES students(id),
            module TEXT NOT NULL,
            verdict TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            made_utc TEXT NOT NULL) STRICT;
        """,

        // What is being graded. What is left here by a grader that died is graded in a process of its own.
        """
        CREATE TABLE begun (
            student TEXT NOT NULL,
            module TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            begun_utc TEXT NOT NULL,
            PRIMARY KEY (student, module, content_hash)) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>Returns whether a database is a gradebook of the newest version.</summary>
    public static bool IsCurrent(SqliteConnection connection) =>
        Number(connection, "PRAGMA application_id") == ApplicationId && Number(connection, "PRAGMA user_version") == Migrations.Length;

    /// <summary>Brings a database to the newest version, in one transaction a step.</summary>
    /// <exception cref="GradebookException">The file belongs to another program, or to a newer grader.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        long version = Number(connection, "PRAGMA user_version"), application = Number(connection, "PRAGMA application_id");
        bool empty = Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && application != ApplicationId)
            throw new GradebookException($"{path} is a database of another program. Name another file; this one was left as it is.");
        if (version > Migrations.Length)
            throw new GradebookException(
                $"{path} was written by a newer grader (schema {version}; this one knows {Migrations.Length}). Use that grader.");
        for (long next = version; next < Migrations.Length; next++)
        {
            using SqliteTransaction step = connection.BeginTransaction();
            Execute(connection, step, Migrations[next]);
            Execute(connection, step,
                string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next + 1};"));
            step.Commit();
        }
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
