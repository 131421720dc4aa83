using Parley.Contracts;

namespace Parley.Core.Conversations;

/// <summary>A private conversation: two accounts and how they are called.</summary>
internal sealed record Pair(ConversationId Conversation, AccountId One, string OneLogin, AccountId Other, string OtherLogin)
{
    /// <summary>The last entry that this node has shown to those who are here; null before the first. Touched in the pair's turn.</summary>
    public Position? Shown { get; set; }

    public string LoginBeside(AccountId account) => account == One ? OtherLogin : OneLogin;

    public AccountId Beside(AccountId account) => account == One ? Other : One;
}
