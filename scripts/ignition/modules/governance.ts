import type {
  ContractCallFuture,
  IgnitionModuleBuilder,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";

import type { NetworkParameters } from "../../deployment/parameters.js";
import {
  ADMIN,
  GUARDIAN,
  LISTING,
  PARAMETERS,
  ROLE_FUNCTIONS,
  selectorsOf,
  type Role,
} from "../../deployment/roles.js";

type Call = ContractCallFuture<string, string>;

/**
 * Sets the roles up, last of all: up to here the deploying account does everything without delay, from here on nothing is
 * done at once except by the guardian, who can only say no.
 */
export function setUpRoles(
  m: IgnitionModuleBuilder,
  authority: NamedArtifactContractDeploymentFuture<"AccessManager">,
  pool: NamedArtifactContractDeploymentFuture<"MarginPool">,
  { governance }: NetworkParameters,
  after: Call[],
): void {
  const deployer = m.getAccount(0);
  let last = after;
  const call = (id: string, name: string, args: Parameters<typeof m.call>[2]): void => {
    last = [m.call(authority, name, args, { id, after: last })];
  };
  const grant = (role: Role, holder: string | undefined, delay: number): void => {
    if (role !== ADMIN) call(`Label_${role.name}`, "labelRole", [role.id, role.name]);
    call(`Grant_${role.name}`, "grantRole", [role.id, holder ?? governance.admin ?? deployer, delay]);
  };

  for (const role of [LISTING, PARAMETERS, GUARDIAN]) {
    call(`Functions_${role.name}`, "setTargetFunctionRole", [pool, selectorsOf(ROLE_FUNCTIONS[role.name]), role.id]);
  }
  for (const role of [LISTING, PARAMETERS]) {
    call(`Guardian_of_${role.name}`, "setRoleGuardian", [role.id, GUARDIAN.id]);
  }
  grant(LISTING, governance.listing, governance.listingDelay);
  grant(PARAMETERS, governance.parameters, governance.parameterDelay);
  grant(GUARDIAN, governance.guardian, 0);
  // For every admin to come; it takes effect after five days, and the grant below binds this one at once.
  call("AdminDelayOfPool", "setTargetAdminDelay", [pool, governance.adminDelay]);
  if (governance.admin !== undefined) {
    grant(ADMIN, governance.admin, governance.adminDelay);
    call("DeployerLeaves", "renounceRole", [ADMIN.id, deployer]);
  } else {
    grant(ADMIN, undefined, governance.adminDelay);
  }
}
