using Parley.Contracts;

namespace Parley.Core.Conversations;

/// <summary>A private conversation: two accounts and how they are called.</summary>
internal sealed record Pair(ConversationId Conversation, AccountId One, string OneLogin, AccountId Other, string OtherLogin)
{
    public string LoginBeside(AccountId account) => account == One ? OtherLogin : OneLogin;

    public AccountId Beside(AccountId account) => account == One ? Other : One;
}
