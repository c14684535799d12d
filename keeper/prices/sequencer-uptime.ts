import { Interface, type JsonRpcProvider } from "ethers";

import type { PoolParameters } from "../mirror/state.js";
import type { Header } from "../chain/rpc.js";
import { boundedCall } from "./bounded-call.js";

const FEED = new Interface([
  "function latestRoundData() view returns (uint80 roundId, uint256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
]);

/** Twin of contracts/oracle/SequencerSource.sol: whether the chain's sequencer is down or has only just returned. */
export class SequencerUptime {
  constructor(readonly provider: JsonRpcProvider) {}

  async isDown({ sequencer, sequencerGrace }: PoolParameters, block: Header): Promise<boolean> {
    if (BigInt(sequencer) === 0n) return false;
    const data = FEED.encodeFunctionData("latestRoundData");
    const result = await boundedCall(this.provider, sequencer, data, 5, block.number);
    // a feed that does not answer is no evidence of an outage
    if (result === undefined) return false;
    const [, answer, startedAt] = FEED.decodeFunctionResult("latestRoundData", result) as unknown as bigint[];
    return answer !== 0n || block.timestamp < startedAt! || block.timestamp - startedAt! <= sequencerGrace;
  }
}
