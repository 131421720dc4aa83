namespace Parley.Client;

/// <summary>The server's part of a SCRAM login was wrong: it is not, or not any more, the server that the account is on. Nothing secret was revealed.</summary>
public sealed class ScramException(string message) : Exception(message);
