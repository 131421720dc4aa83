namespace Parley.Client;

/// <summary>A new account. The password goes to the server, which keeps only a SCRAM verifier of it.</summary>
/// <param name="Login">1 to 32 letters, digits, <c>_ - .</c>.</param>
/// <param name="Password">As long as the server asks, at most 1,024 bytes.</param>
/// <param name="GivenNames">At most 100 characters.</param>
/// <param name="Surnames">At most 100 characters.</param>
/// <param name="Age">1 to 150.</param>
/// <param name="Gender">Free text, may be empty; only the person and administrators see it.</param>
public sealed record Registration(string Login, string Password, string GivenNames, string Surnames, int Age, string? Gender = null);
