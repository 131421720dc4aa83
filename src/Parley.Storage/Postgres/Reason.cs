using System.Security.Authentication;
using Npgsql;

namespace Parley.Storage.Postgres;

/// <summary>Why a database can't be opened, in one line for the operator.</summary>
internal static class Reason
{
    public static string Of(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException refused:
                    return refused.MessageText + Advice(refused.SqlState);
                case AuthenticationException:
                    return $"TLS: {e.Message}{Advice(e.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal))}";
            }
        }
        // What is innermost says what TLS, the network or a file has against it.
        return error.GetBaseException() is var cause && cause != error ? $"{error.Message}: {cause.Message}" : error.Message;
    }

    private static string Advice(bool isName) => isName
        ? " The server's certificate is not for this host name."
        : " The server's certificate must be for this host name, and of an authority that sslrootcert (without it, the system) trusts.";

    /// <summary>A role without rights on the schema sees nothing in it.</summary>
    private static string Advice(string state) => state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => $"; the role must own the schema {Connections.SchemaName} and what is in it, or at the first start have CREATE on the database",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => $"; does the role have its rights on the schema {Connections.SchemaName}? It must own it and what is in it",
        _ => "",
    };
}
